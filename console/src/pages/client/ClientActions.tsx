import { deleteSession, disconnectClient } from '../../api/commands';
import { useMay } from '../../api/session';
import type { ClientDetail } from '../../api/types';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { BanForm } from '../../parts/BanForm';
import { Confirm } from '../../parts/Confirm';
import { Opener } from '../../parts/Opener';
import { TraceForm } from '../../parts/TraceForm';
import { hostOf } from './hostOf';

export function ClientActions({ client, onChanged }: { client: ClientDetail; onChanged: () => void }) {
  const text = useText().client;
  const { number } = useFormat();
  const may = useMay('operator');
  if (!may) return null;

  const changing = (work: (clientId: string) => Promise<void>) => async () => {
    await work(client.clientId);
    onChanged();
  };

  const known = {
    clientId: client.clientId,
    ...(client.userName !== null && { user: client.userName }),
    ...(client.address !== null && { address: hostOf(client.address) }),
  };

  return (
    <>
      <Opener label={text.trace}>{close => <TraceForm clientId={client.clientId} onClose={close} />}</Opener>
      <Opener label={text.ban} tone="danger">
        {close => <BanForm known={known} onClose={close} onDone={onChanged} />}
      </Opener>
      {client.connected && (
        <Confirm label={text.disconnect} title={text.disconnectTitle} onConfirm={changing(disconnectClient)}>
          <p className="mono breakable">{client.clientId}</p>
          <p>{text.disconnectWords}</p>
        </Confirm>
      )}
      <Confirm label={text.deleteSession} title={text.deleteTitle} onConfirm={changing(deleteSession)}>
        <p className="mono breakable">{client.clientId}</p>
        <p>{text.deleteWords(number(client.subscriptions), number(client.queued + client.inflight))}</p>
      </Confirm>
    </>
  );
}
