import { useText } from '../../i18n/language';
import { Tabs } from '../../parts/Tabs';

export function AccessTabs() {
  const text = useText();
  return (
    <Tabs
      label={text.access.title}
      pages={[
        ['/access', text.access.rules],
        ['/users', text.users.title],
      ]}
    />
  );
}
