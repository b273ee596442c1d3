-- The shop's tables, each written by one service only: products and stock (inventory), orders and order_lines (orders),
-- payments (payments), notifications (notifications). Money is in cents.
CREATE TABLE products (
  id text PRIMARY KEY,
  name text NOT NULL,
  description text NOT NULL,
  price_cents integer NOT NULL CHECK (price_cents > 0),
  art text NOT NULL,      -- which drawing the page shows: ball, skein, needles, spool
  colour text NOT NULL,   -- of the drawing, as #rrggbb
  position integer NOT NULL
);

CREATE TABLE stock (
  product_id text PRIMARY KEY REFERENCES products (id),
  available integer NOT NULL CHECK (available >= 0)
);

CREATE TABLE orders (
  id serial PRIMARY KEY,
  customer_name text NOT NULL,
  email text NOT NULL,
  address text NOT NULL,
  total_cents integer NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'paid', 'payment_failed')),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE order_lines (
  order_id integer NOT NULL REFERENCES orders (id),
  product_id text NOT NULL REFERENCES products (id),
  quantity integer NOT NULL CHECK (quantity > 0),
  price_cents integer NOT NULL,
  PRIMARY KEY (order_id, product_id)
);

CREATE TABLE payments (
  id serial PRIMARY KEY,
  order_id integer NOT NULL,
  amount_cents integer NOT NULL,
  status text NOT NULL CHECK (status IN ('started', 'captured', 'declined')),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE notifications (
  id serial PRIMARY KEY,
  order_id integer NOT NULL,
  recipient text NOT NULL,
  subject text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO products (position, id, name, description, price_cents, art, colour) VALUES
  (1, 'aegean-merino', 'Aegean Merino', 'Soft four-ply wool in the blue of deep water. 100 g.', 1450, 'ball', '#2f6fde'),
  (2, 'naxos-cotton', 'Naxos Cotton', 'Cool, matt cotton for summer tops. 50 g.', 690, 'ball', '#e4572e'),
  (3, 'knossos-needles', 'Knossos Needles', 'A pair of olive-wood needles, 4 mm, 35 cm.', 1890, 'needles', '#a0703c'),
  (4, 'labyrinth-linen', 'Labyrinth Linen', 'Wet-spun linen that softens with every wash. 100 g.', 1220, 'skein', '#c9a66b'),
  (5, 'theseus-tweed', 'Theseus Tweed', 'Rustic green tweed with flecks of straw. 100 g.', 1650, 'ball', '#3f8f5f'),
  (6, 'saffron-silk', 'Saffron Silk', 'Mulberry silk, dyed by hand in small lots. 50 g.', 2400, 'skein', '#eeb422'),
  (7, 'ariadne-thread', 'Ariadne Thread', 'Red sewing thread, 500 m: enough to find the way back.', 480, 'spool', '#c8324f'),
  (8, 'minos-alpaca', 'Minos Alpaca', 'Baby alpaca in royal purple. Sells out quickly. 50 g.', 2150, 'skein', '#7a4fc4');

INSERT INTO stock (product_id, available)
SELECT id, CASE id WHEN 'minos-alpaca' THEN 0 WHEN 'saffron-silk' THEN 3 ELSE 5000 END FROM products;
