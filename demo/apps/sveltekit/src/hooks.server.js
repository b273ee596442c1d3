import { joinResponse } from 'clew/server';

export const handle = async ({ event, resolve }) => joinResponse(await resolve(event));
