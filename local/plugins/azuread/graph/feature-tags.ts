/** azuread's `featureTags` and the tags that they stand for in Entra, in the order in which azuread writes them. */
const tags = [
  ["customSingleSignOn", "WindowsAzureActiveDirectoryCustomSingleSignOnApplication"],
  ["enterprise", "WindowsAzureActiveDirectoryIntegratedApp"],
  ["gallery", "WindowsAzureActiveDirectoryGalleryApplicationNonPrimaryV1"],
  ["hide", "HideApp"],
] as const;

export type FeatureTags = Record<(typeof tags)[number][0], boolean>;

export function tagsOf(features: {
  readonly [Feature in keyof FeatureTags]?: boolean | undefined;
}): string[] {
  return tags.filter(([feature]) => features[feature] === true).map(([, tag]) => tag);
}

export function featuresOf(given: readonly string[]): FeatureTags {
  const has = new Set(given);
  return Object.fromEntries(tags.map(([feature, tag]) => [feature, has.has(tag)])) as FeatureTags;
}
