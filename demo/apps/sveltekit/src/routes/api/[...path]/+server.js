import { json } from '@sveltejs/kit';

export const GET = ({ params }) => json({ about: params.path });
