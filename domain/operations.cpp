#include "domain/operations.hpp"

#include <array>

namespace riskflow::domain {

static constexpr std::string_view compliance = "shared_microsoft365compliance";
static constexpr std::string_view users = "shared_office365users";
static constexpr std::string_view mail = "shared_office365";

static constexpr std::array table{
    Operation{compliance, "CaseSelected", Does::trigger, Needs::nothing,
              "For a selected insider risk management case"},
    Operation{compliance, "GetCase", Does::read, Needs::nothing,
              "Get insider risk management case"},
    Operation{compliance, "GetCaseAlerts", Does::read, Needs::nothing,
              "Get insider risk management alerts for a case"},
    Operation{compliance, "GetUser", Does::read, Needs::identity,
              "Get insider risk management user"},
    Operation{compliance, "AddCaseNote", Does::write, Needs::nothing,
              "Add insider risk management case note"},
    Operation{users, "Manager_V2", Does::read, Needs::identity, "Get manager"},
    Operation{mail, "SendEmailV2", Does::send, Needs::identity, "Send an email"},
};

std::span<const Operation> operations() { return table; }

const Operation* find_operation(std::string_view api, std::string_view id) {
  for (const auto& row : table)
    if (equal_ignoring_case(row.api, api) && equal_ignoring_case(row.id, id)) return &row;
  return nullptr;
}

const FlowSurface* surface_of_trigger(std::string_view api, std::string_view id) {
  static constexpr FlowSurface cases = FlowSurface::cases;
  const auto* row = find_operation(api, id);
  return row != nullptr && row->does == Does::trigger ? &cases : nullptr;
}

}  // namespace riskflow::domain
