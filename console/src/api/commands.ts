import { post } from './http';
import type { DeletedMatching, DeleteMatching, Publication, Published } from './types';

export const disconnectClient = (clientId: string) => post('/client/disconnect', { clientId });
export const deleteSession = (clientId: string) => post('/client/delete', { clientId });
export const deleteRetained = (topic: string) => post('/retained/delete', { topic });
export const deleteMatching = (request: DeleteMatching) => post<DeletedMatching>('/retained/delete-matching', request);
export const publish = (publication: Publication) => post<Published>('/publish', publication);
