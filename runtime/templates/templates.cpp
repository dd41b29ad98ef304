#include "runtime/templates/templates.hpp"

#include "domain/vocabulary.hpp"

namespace riskflow::runtime {

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc23-extensions"
static constexpr char notify_manager[] = {
#embed "notify-manager.json"
};
#pragma clang diagnostic pop

static constexpr Template table[] = {
    {"notify-manager",
     "Notify manager when a user has an insider risk alert",
     "Cases",
     "Mails the manager of the case's user a table of all alerts of the case, and notes it on the "
     "case.",
     {notify_manager, sizeof notify_manager}},
};

std::span<const Template> templates() { return table; }

const Template* find_template(std::string_view text) {
  for (const auto& row : table)
    if (domain::equal_ignoring_case(row.id, text) || domain::equal_ignoring_case(row.name, text))
      return &row;
  return nullptr;
}

}  // namespace riskflow::runtime
