import { post } from './http';
import type { AclCheck, Ban, CreatedKey, NewBan, NewKey, NewRule } from './securityTypes';
import type { Applied, ConfigurationCheck } from './serverTypes';
import type { DeletedMatching, DeleteMatching, Publication, Published } from './types';
import type { NewTrace, Trace } from './watchTypes';

export const disconnectClient = (clientId: string) => post('/client/disconnect', { clientId });
export const deleteSession = (clientId: string) => post('/client/delete', { clientId });
export const subscribeClient = (clientId: string, filter: string, qos: number) =>
  post('/client/subscribe', { clientId, filter, qos });
export const unsubscribeClient = (clientId: string, filter: string) => post('/client/unsubscribe', { clientId, filter });
export const deleteRetained = (topic: string) => post('/retained/delete', { topic });
export const deleteMatching = (request: DeleteMatching) => post<DeletedMatching>('/retained/delete-matching', request);
export const publish = (publication: Publication) => post<Published>('/publish', publication);

export const setUser = (userName: string, password: string) => post('/users/set', { userName, password });
export const deleteUser = (userName: string) => post('/users/delete', { userName });
export const checkAcl = (text: string) => post<AclCheck>('/acl/validate', { text });
export const applyAcl = (text: string, version: string) => post<{ version: string }>('/acl/apply', { text, version });
export const addRule = (rule: NewRule) => post<{ version: string }>('/acl/add', rule);
export const removeRule = (line: number, version: string) => post<{ version: string }>('/acl/remove', { line, version });
export const addBan = (ban: NewBan) => post<Ban>('/bans/add', ban);
export const removeBan = (id: string) => post('/bans/remove', { id });
export const createKey = (key: NewKey) => post<CreatedKey>('/keys/create', key);
export const revokeKey = (id: string) => post('/keys/revoke', { id });

export const stopListener = (name: string) => post('/listeners/stop', { name });
export const startListener = (name: string) => post('/listeners/start', { name });
export const checkConfiguration = (text: string) => post<ConfigurationCheck>('/configuration/validate', { text });
export const applyConfiguration = (text: string, version: string) =>
  post<Applied>('/configuration/apply', { text, version });
export const undoConfiguration = (version: string) => post<Applied>('/configuration/undo', { version });

export const resetTopics = () => post('/topics/reset');
export const startTrace = (trace: NewTrace) => post<Trace>('/traces/start', trace);
export const stopTrace = (id: string) => post('/traces/stop', { id });
export const deleteTrace = (id: string) => post('/traces/delete', { id });
