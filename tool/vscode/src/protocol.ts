// What `framewalk lsp` says beyond the protocol (lib/Lsp/README.md), and what the
// extension and its side view say to each other.

/** A part of `framewalk explain --format=json`: lines and columns count from 1, columns in bytes. */
export interface Occupant {
  name: string;
  variableId?: number;
  type: string;
  parameter?: boolean;
  line: number;
  column: number;
  offset: number;
  size: number;
}

export interface Slot {
  id: number;
  kind: string;
  cfaOffset: number | null;
  size: number;
  maxSize?: number;
  base: string | null;
  displacement: number | null;
  title?: string;
  occupants: Occupant[];
  reason: string;
}

export interface Variable {
  id: number;
  name: string;
  type: string;
  line: number;
  column: number;
  slots: number[];
  whyNoSlot?: string;
  locations?: { begin: number; end: number; where: string }[];
}

export interface FunctionReport {
  name: string;
  linkageName: string;
  signature: string;
  file: string;
  line: number;
  column: number;
  notes: string[];
  frame: { framePointer: string | null; size: { min: number; max: number | null }; slots: Slot[] };
  variables: Variable[];
  stackRoom?: { toLimit: number; toGuardGap: number | null } | null;
}

/** The answer to `framewalk/frame`. */
export interface FrameAnswer {
  version: number;
  /** The text does not compile: the frame is that of the last one that did. */
  kept: boolean;
  target: string;
  flags: string[];
  function: FunctionReport;
  /** The slot of the variable under the cursor. */
  slot: number | null;
}

/** The notification `framewalk/analyzed`. */
export interface Analyzed {
  uri: string;
  version: number;
  state: "fresh" | "kept" | "none";
  message?: string;
}

/** The answer to the command `framewalk.openReport`. */
export interface Report {
  uri: string;
  path: string;
  anchor: string;
}

export type ToView =
  | { type: "frame"; answer: FrameAnswer }
  | { type: "slot"; slot: number | null }
  | { type: "none"; reason: string };

export type FromView =
  | { type: "ready" }
  | { type: "reveal"; line: number; column: number };
