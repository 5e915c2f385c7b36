// The little of Preact that pages are made with. Its own types would declare the browser's globals in the whole program,
// so `paths` in tsconfig.json names this file in their place.

/** An element of a page. */
export interface VNode {
  readonly type: unknown;
  readonly props: unknown;
}

/** What a template can hold; false and undefined are nothing. */
export type Content = VNode | string | number | boolean | null | undefined | readonly Content[];

export declare const html: (strings: TemplateStringsArray, ...values: readonly unknown[]) => VNode;

export declare function renderToString(root: VNode): string;
