import { attribute, complex, string, type Schema } from "./attribute.ts";

/** The enterprise extension of RFC 7643 section 4.3. */
export const enterpriseUserSchema: Schema = {
  id: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
  name: "EnterpriseUser",
  description: "What an organisation records about its user.",
  attributes: [
    string("employeeNumber", "Number or code of the employee."),
    string("costCenter", "Cost centre."),
    string("organization", "Organisation."),
    string("division", "Division."),
    string("department", "Department."),
    complex("manager", "The user's manager.", [
      string("value", "Id of the manager's user.", { caseExact: true }),
      attribute("$ref", "reference", "Location of the manager's user.", { referenceTypes: ["User"] }),
      string("displayName", "Name of the manager.", { mutability: "readOnly" }),
    ]),
  ],
};
