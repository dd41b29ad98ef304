#include "domain/core/result.hpp"

namespace riskflow {

struct CodeText {
  Errc code;
  std::string_view text;
};
static constexpr std::array code_texts{
    CodeText{Errc::invalid, "invalid"},         CodeText{Errc::unauthenticated, "unauthenticated"},
    CodeText{Errc::forbidden, "forbidden"},     CodeText{Errc::not_found, "not_found"},
    CodeText{Errc::conflict, "conflict"},       CodeText{Errc::rejected, "rejected"},
    CodeText{Errc::too_large, "too_large"},     CodeText{Errc::expired, "expired"},
    CodeText{Errc::erased, "erased"},           CodeText{Errc::corrupt, "corrupt"},
    CodeText{Errc::unavailable, "unavailable"}, CodeText{Errc::internal, "internal"},
};

std::unexpected<Error> fail(Errc code, std::string message, std::string target,
                            std::vector<Detail> details) {
  return std::unexpected(Error{code, std::move(message), std::move(target), std::move(details)});
}

std::unexpected<Error> fail(Error error) { return std::unexpected(std::move(error)); }

std::string_view to_text(Errc code) {
  for (const auto& row : code_texts)
    if (row.code == code) return row.text;
  return "internal";
}

Errc errc_from_text(std::string_view text) {
  for (const auto& row : code_texts)
    if (row.text == text) return row.code;
  return Errc::internal;
}

std::string_view detail(const Error& error, std::string_view name) {
  for (const auto& fact : error.details)
    if (fact.name == name) return fact.value;
  return {};
}

}  // namespace riskflow
