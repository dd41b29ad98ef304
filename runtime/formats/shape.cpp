#include "runtime/formats/shape.hpp"

#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace riskflow::formats {

namespace json = boost::json;

struct Sign {
  std::string_view text;
  Kind kind;
};

// The first that fits decides.
constexpr std::array type_signs{
    Sign{"#microsoft.graph.security.alert", Kind::graph_alerts},
    Sign{"#microsoft.graph.user", Kind::graph_users},
    Sign{"#microsoft.graph.group", Kind::graph_groups},
};
constexpr std::array field_signs{
    Sign{"RecordType", Kind::office365},       Sign{"providerAlertId", Kind::graph_alerts},
    Sign{"serviceSource", Kind::graph_alerts}, Sign{"userPrincipalName", Kind::graph_users},
    Sign{"accountEnabled", Kind::graph_users}, Sign{"manager", Kind::graph_users},
    Sign{"members", Kind::graph_groups},       Sign{"securityEnabled", Kind::graph_groups},
};
constexpr std::array context_signs{
    Sign{"#security/alerts_v2", Kind::graph_alerts},
    Sign{"#users", Kind::graph_users},
    Sign{"#groups", Kind::graph_groups},
};

std::optional<Kind> kind_of_context(std::string_view context) {
  for (const auto& sign : context_signs)
    if (context.contains(sign.text)) return sign.kind;
  return std::nullopt;
}

Result<Kind> kind_of_record(BytesView text) {
  json::error_code ec;
  const auto value = json::parse({text.data(), text.size()}, ec);
  if (ec) return fail(Errc::invalid, fmt::format("not JSON: {}", ec.message()));
  const auto* object = value.if_object();
  if (!object) return fail(Errc::invalid, std::string{not_recognised});
  const auto* type = object->if_contains("@odata.type");
  const auto* type_text = type ? type->if_string() : nullptr;
  for (const auto& sign : type_signs)
    if (type_text && *type_text == json::string_view{sign.text.data(), sign.text.size()})
      return sign.kind;
  for (const auto& sign : field_signs)
    if (object->contains({sign.text.data(), sign.text.size()})) return sign.kind;
  return fail(Errc::invalid, std::string{not_recognised});
}

}  // namespace riskflow::formats
