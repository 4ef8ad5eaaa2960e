import { deleteSession, disconnectClient } from '../../api/commands';
import { useMay } from '../../api/session';
import type { ClientDetail } from '../../api/types';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Confirm } from '../../parts/Confirm';

export function ClientActions({ client, onChanged }: { client: ClientDetail; onChanged: () => void }) {
  const text = useText().client;
  const { number } = useFormat();
  const may = useMay('operator');
  if (!may) return null;

  const changing = (work: (clientId: string) => Promise<void>) => async () => {
    await work(client.clientId);
    onChanged();
  };

  return (
    <>
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
