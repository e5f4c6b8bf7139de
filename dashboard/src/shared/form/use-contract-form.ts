import { useForm, type FormErrors, type UseFormReturnType } from '@mantine/form';
import { zod4Resolver } from 'mantine-form-zod-resolver';
import { useState, type FormEvent } from 'react';
import type { z } from 'zod';
import { Refused } from '../../api/client';
import { asError } from '../as-error';

interface Options<Values> {
  /** What the API takes: what it would refuse the form says beforehand, in the same words, at the same field. */
  schema: z.ZodType;
  initialValues: Values;
  /** What is sent, where it is not the fields as they stand: its members are called as the fields. */
  toBody?: (values: Values) => unknown;
}

export interface ContractForm<Values extends Record<string, unknown>> extends UseFormReturnType<Values> {
  /** What the API refused and no field says; null: nothing. Shown on top of the form by `NotDone`. */
  problem: Error | null;
  /** For `<form onSubmit>`: does it with what is valid, else goes to the first field that is not. */
  submits: (act: (values: Values) => Promise<unknown>) => (event?: FormEvent<HTMLFormElement>) => void;
  /** Puts the API's issues at their fields, and keeps the rest as `problem`. */
  refuse: (error: unknown) => void;
  isSending: boolean;
}

/** A form over a schema of the contract. */
export function useContractForm<Values extends Record<string, unknown>>({
  schema,
  initialValues,
  toBody = (values) => values,
}: Options<Values>): ContractForm<Values> {
  const [problem, setProblem] = useState<Error | null>(null);
  const [isSending, setSending] = useState(false);
  // What the API said of a field stays until something is changed: looked at again by the schema, it would go at the next press of
  // the mouse, and the button under it move away.
  const [isRefused, setRefused] = useState(false);
  const check = zod4Resolver(schema);
  const form = useForm<Values>({
    initialValues,
    validate: (values) => check(toBody(values) as Record<string, unknown>),
    validateInputOnBlur: !isRefused,
    onValuesChange: () => setRefused(false),
  });

  const goTo = (errors: FormErrors): void => {
    const [first] = Object.keys(errors);
    if (first !== undefined) form.getInputNode(first)?.focus();
  };

  const refuse = (error: unknown): void => {
    const known = error instanceof Refused ? error.issues.filter(({ path }) => rootOf(path) in form.values) : [];
    const errors = Object.fromEntries(known.map(({ path, message }) => [path, message]));
    form.setErrors(errors);
    setRefused(known.length > 0);
    goTo(errors);
    const isSaid = error instanceof Refused && known.length > 0 && known.length === error.issues.length;
    setProblem(isSaid ? null : asError(error));
  };

  const submits: ContractForm<Values>['submits'] = (act) =>
    form.onSubmit((values) => {
      setProblem(null);
      setSending(true);
      void act(values)
        .catch(refuse)
        .finally(() => setSending(false));
    }, goTo);

  return { ...form, problem, submits, refuse, isSending };
}

const rootOf = (path: string): string => path.split('.')[0]!;
