interface EffectSlotProps {
  flowId: string;
  /** The draft as the editor has it; left out: as it is stored. */
  draft?: Record<string, unknown>;
}

/** What the flow would take from the others. */
export function EffectSlot(_: EffectSlotProps) {
  return null;
}
