#include "runtime/formats/json_records.hpp"
#include "runtime/formats/name_mask.hpp"

namespace riskflow::formats {

std::string policy_name_of(std::string_view title, const Person& user, std::string_view account) {
  const NameMask names{{.display_name = user.display_name,
                        .user_principal_name = user.upn,
                        .mail = user.mail,
                        .account = account}};
  return names.masked(title, "user");
}

}  // namespace riskflow::formats
