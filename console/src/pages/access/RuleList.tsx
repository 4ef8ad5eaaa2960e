import { removeRule } from '../../api/commands';
import type { Rule } from '../../api/securityTypes';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Confirm } from '../../parts/Confirm';
import { Empty } from '../../parts/Empty';
import { Table } from '../../parts/Table';

// A file may have tens of thousands of rules, each with its button: whoever has more than this changes the file.
const rowsMax = 500;

/** The rules of the file one by one, for whoever wants one of them gone. */
export function RuleList({
  rules,
  version,
  onChanged,
}: {
  rules: readonly Rule[];
  version: string;
  onChanged: () => void;
}) {
  const all = useText();
  const text = all.access;
  const { number } = useFormat();
  // The version says which file the line is of: in one that changed meanwhile it would be another rule.
  const removing = (line: number) => async () => {
    try {
      await removeRule(line, version);
    } finally {
      onChanged();
    }
  };

  return (
    <section className="panel">
      <h2>{text.one}</h2>
      {rules.length === 0 ? (
        <Empty>{text.noRules}</Empty>
      ) : (
        <Table
          caption={text.one}
          rows={rules.slice(0, rowsMax)}
          rowKey={rule => `${rule.line} ${rule.filter}`}
          columns={[
            { title: text.line, isNumber: true, cell: rule => number(rule.line) },
            {
              title: text.scope,
              cell: rule => (rule.user === null ? text.scopes[rule.scope] : <bdi>{rule.user}</bdi>),
            },
            { title: text.may, cell: rule => text.accesses[rule.access] ?? rule.access },
            {
              title: all.subscriptions.filter,
              isWide: true,
              cell: rule => <bdi className="mono">{rule.filter}</bdi>,
            },
            {
              title: all.parts.actions,
              cell: rule => (
                <Confirm label={text.remove} title={text.removeTitle} onConfirm={removing(rule.line)}>
                  <p className="mono breakable">{rule.filter}</p>
                  <p>{text.removeWords}</p>
                </Confirm>
              ),
            },
          ]}
        />
      )}
      {rules.length > rowsMax && <Empty>{text.moreRules(number(rowsMax), number(rules.length))}</Empty>}
    </section>
  );
}
