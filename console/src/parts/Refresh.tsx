import { useText } from '../i18n/language';
import { Icon } from './Icon';

export function Refresh({ onClick }: { onClick: () => void }) {
  return (
    <button onClick={onClick}>
      <Icon name="refresh" />
      {useText().parts.refresh}
    </button>
  );
}
