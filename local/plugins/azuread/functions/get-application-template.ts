import { z } from "zod";
import { defineFunction } from "../function.ts";
import { equals, query } from "../graph/query.ts";
import { oneOf, only } from "./one-of.ts";

const strings = z.array(z.string()).nullish();
const template = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  categories: strings,
  homePageUrl: z.string().nullish(),
  logoUrl: z.string().nullish(),
  publisher: z.string().nullish(),
  supportedProvisioningTypes: strings,
  supportedSingleSignOnModes: strings,
});

/** A template of the application gallery, by its id or by its name, case not counted. */
export const getApplicationTemplate = defineFunction({
  token: "azuread:index/getApplicationTemplate:getApplicationTemplate",
  args: z.strictObject({ displayName: z.string().optional(), templateId: z.guid().optional() }),
  async call(args, graph) {
    const path = "/v1.0/applicationTemplates";
    const wanted = args[oneOf(args, ["templateId", "displayName"])] ?? "";
    const found =
      args.templateId === undefined
        ? only(
            (await graph.list(query(path, { filter: equals("displayName", wanted) }), template)).filter(
              ({ displayName }) => displayName?.toLowerCase() === wanted.toLowerCase(),
            ),
            `application template named ${wanted}`,
          )
        : await graph.get(`${path}/${args.templateId}`, template);
    return {
      categories: found.categories ?? [],
      displayName: found.displayName ?? "",
      homepageUrl: found.homePageUrl ?? "",
      id: found.id,
      logoUrl: found.logoUrl ?? "",
      publisher: found.publisher ?? "",
      supportedProvisioningTypes: found.supportedProvisioningTypes ?? [],
      supportedSingleSignOnModes: found.supportedSingleSignOnModes ?? [],
      templateId: found.id,
    };
  },
});
