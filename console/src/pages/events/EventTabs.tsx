import { useText } from '../../i18n/language';
import { Tabs } from '../../parts/Tabs';

export function EventTabs() {
  const text = useText();
  return (
    <Tabs
      label={text.events.title}
      pages={[
        ['/events', text.events.title],
        ['/why', text.why.title],
      ]}
    />
  );
}
