import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

interface BulkItem {
  leadId: string;
  name: string | null;
  /** What becomes of it, in words. */
  words: string;
  isFine: boolean;
  /** Who has it. */
  beside: ReactNode;
}

/** Each lead with its outcome, those with one to think about first. */
export function BulkItems({ label, items }: { label: string; items: BulkItem[] }) {
  const { t } = useTranslation();
  return (
    <div className="bulk-items" tabIndex={0} role="region" aria-label={label}>
      <Table stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('leads.name')}</Table.Th>
            <Table.Th>{t('leads.owner')}</Table.Th>
            <Table.Th>{t('leads.bulk.outcome')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items
            .toSorted((a, b) => Number(a.isFine) - Number(b.isFine))
            .map(({ leadId, name, words, isFine, beside }) => (
              <Table.Tr key={leadId}>
                <Table.Td>
                  <Link to={`/leads/${leadId}`} target="_blank">
                    {name ?? t('leads.unnamed')}
                  </Link>
                </Table.Td>
                <Table.Td>{beside}</Table.Td>
                <Table.Td className={isFine ? undefined : 'at-risk'}>{words}</Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
