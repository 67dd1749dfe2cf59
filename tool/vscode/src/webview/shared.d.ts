// What dom.js and frame.js of the HTML report (lib/Render/html) give.

type Child = Node | string | null | undefined | Child[];
type Attributes = Record<string, unknown> | null;

declare function el(tag: string, attributes: Attributes, ...children: Child[]): HTMLElement;
declare function plural(count: number, what: string): string;

interface DrawnSlot {
  number: number;
  kind: string;
  cfa: number | null;
  size: number;
  maxSize: number;
  base: string;
  displacement: number;
  title: string;
  reason: string;
  occupants: { name: string; type: string; variable: number; offset: number; size: number }[];
}

interface DrawnFunction {
  slots: DrawnSlot[];
  /** No simulated addresses: offsets from the CFA in their place. */
  cfa: null;
  origins: Record<string, string>;
  toGap: null;
  toLimit: number;
}

declare class FrameView {
  constructor(f: DrawnFunction, id: string);
  readonly node: SVGElement;
  start(whenMore: () => void): void;
}

interface VsCode {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCode;
