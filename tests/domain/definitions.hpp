#pragma once
// Workflow definitions for stories about flows: sound ones, and the pieces to make others.

#include <string>
#include <string_view>

namespace riskflow::domain::tests {

// An operation of a connector as a definition names it, with empty parameters.
inline std::string operation(std::string_view type, std::string_view api, std::string_view id) {
  return R"({"type": ")" + std::string(type) + R"(", "inputs": {"host": {"apiId": )" +
         R"("/providers/Microsoft.PowerApps/apis/)" + std::string(api) + R"(", "operationId": ")" +
         std::string(id) + R"("}, "parameters": {}}, "runAfter": {}})";
}

// A definition with these triggers, actions and parameters (JSON objects).
inline std::string definition_of(const std::string& triggers, const std::string& actions,
                                 const std::string& parameters = "{}") {
  return R"({"definition": {"contentVersion": "1.0.0.0", "parameters": )" + parameters +
         R"(, "triggers": )" + triggers + R"(, "actions": )" + actions + "}}";
}

inline std::string on_a_case() {
  return R"({"manual": )" + operation("Request", "shared_microsoft365compliance", "CaseSelected") +
         "}";
}

// Notes down that it ran: names nobody.
inline std::string writes_a_note() {
  return definition_of(
      on_a_case(),
      R"({"Note": )" +
          operation("OpenApiConnection", "shared_microsoft365compliance", "AddCaseNote") + "}");
}

// Sends a mail: needs an address.
inline std::string sends_a_mail() {
  return definition_of(
      on_a_case(),
      R"({"Mail": )" + operation("OpenApiConnection", "shared_office365", "SendEmailV2") + "}");
}

}  // namespace riskflow::domain::tests
