import { deleteRetained } from '../../api/commands';
import { toPath } from '../../api/queries';
import { useMay } from '../../api/session';
import type { Retained } from '../../api/types';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Confirm } from '../../parts/Confirm';
import { Dialog } from '../../parts/Dialog';
import { Link } from '../../parts/Link';
import { PayloadView } from '../../parts/PayloadView';
import { QosBadge } from '../../parts/QosBadge';

export function RetainedDialog({
  message,
  onClose,
  onDeleted,
}: {
  message: Retained;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const text = useText().retained;
  const { dateTime } = useFormat();
  const may = useMay('operator');
  const remove = async () => {
    await deleteRetained(message.topic);
    onClose();
    onDeleted();
  };

  return (
    <Dialog
      title={message.topic}
      onClose={onClose}
      actions={
        may && (
          <>
            <Link href={toPath('/publish', { topic: message.topic, retain: 'true' })}>{text.publishAnother}</Link>
            <Confirm label={text.delete} title={text.deleteTitle} onConfirm={remove}>
              <p className="mono breakable">{message.topic}</p>
              <p>{text.deleteWords}</p>
            </Confirm>
          </>
        )
      }
    >
      <p className="row muted">
        <QosBadge qos={message.qos} />
        {message.publisher !== null && (
          <span className="breakable">
            {text.by} <bdi>{message.publisher}</bdi>
          </span>
        )}
        {message.storedAt && <span>{text.storedAt(dateTime(message.storedAt))}</span>}
        <span>{message.expiresAt ? text.until(dateTime(message.expiresAt)) : text.never}</span>
      </p>
      <PayloadView payload={message.payload} />
    </Dialog>
  );
}
