import { z } from "zod";
import { directoryObjects, findDirectoryObject, renderDirectoryObject } from "./directory-object.ts";
import { resourceNotFound } from "./error.ts";
import { selected } from "./query/collection.ts";
import { ok, param, parseBody } from "./request.ts";
import type { GraphServices, Route } from "./route.ts";

const idsToGet = z.looseObject({
  ids: z.array(z.string()).min(1).max(1000),
  types: z.array(z.string()).optional(),
});

/** `/directoryObjects`: one by id, or up to 1,000 of any type at once. */
export function directoryObjectRoutes({ store, visibility }: GraphServices): Route[] {
  return [
    {
      method: "POST",
      path: "/directoryObjects/getByIds",
      permission: "readDirectory",
      handle: (request) => {
        const { ids, types } = parseBody(request, idsToGet);
        const select = selected(request.url.searchParams);
        const wanted = types?.map((type) => type.replace(/^#?microsoft\.graph\./, ""));
        const found = directoryObjects(store, new Set(ids)).filter(
          ({ kind, object }) =>
            visibility.visible(object.id) &&
            (wanted === undefined || wanted.includes(kind) || wanted.includes("directoryObject")),
        );
        return ok({
          "@odata.context": `${request.url.origin}/${request.version}/$metadata#directoryObjects`,
          value: found.map((object) => renderDirectoryObject(store, object, request.version, select)),
        });
      },
    },
    {
      method: "GET",
      path: "/directoryObjects/:id",
      permission: "readDirectory",
      handle: (request) => {
        const id = param(request, "id");
        const found = findDirectoryObject(store, id);
        if (found === undefined || !visibility.visible(id)) throw resourceNotFound(id);
        const select = selected(request.url.searchParams);
        return ok(renderDirectoryObject(store, found, request.version, select));
      },
    },
  ];
}
