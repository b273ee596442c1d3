// Stock: tells whether there is enough of an item. The last HTTP hop behind pricing, and the back end's source of failures.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
)

// available is how many of each item there are.
var available = map[string]int{"thread": 1000, "lantern": 12, "labyrinth": 1, "ship": 30}

// counting takes time where somebody has to walk through it, or to the harbour. The back end's source of slow traces.
var counting = map[string]time.Duration{"labyrinth": 2500 * time.Millisecond, "ship": 3500 * time.Millisecond}

type level struct {
	Item      string `json:"item"`
	Available int    `json:"available"`
}

// readLevel answers GET /stock/{item}. An unknown item is a 500 on purpose: a failure deep in the back end is what traces are for.
func readLevel(response http.ResponseWriter, request *http.Request) {
	item := request.PathValue("item")
	count, known := available[item]
	if !known {
		http.Error(response, "no shelf holds "+item, http.StatusInternalServerError)
		return
	}
	time.Sleep(counting[item])
	response.Header().Set("content-type", "application/json")
	if err := json.NewEncoder(response).Encode(level{item, count}); err != nil {
		log.Print(err)
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	flush, err := startTelemetry(ctx)
	if err != nil {
		log.Fatal(err)
	}

	routes := http.NewServeMux()
	routes.Handle("GET /stock/{item}", otelhttp.NewHandler(http.HandlerFunc(readLevel), "GET /stock/{item}"))
	server := &http.Server{Addr: "127.0.0.1:" + os.Getenv("PORT"), Handler: routes, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
			log.Fatal(err)
		}
	}()

	<-ctx.Done()
	last, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if err := errors.Join(server.Shutdown(last), flush(last)); err != nil {
		log.Print(err)
	}
}
