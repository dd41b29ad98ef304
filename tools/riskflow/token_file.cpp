#include "tools/riskflow/token_file.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "tools/riskflow/asking.hpp"

namespace riskflow::cli {

constexpr std::string_view fix =
    "name the file of your token with --token-file or RISKFLOW_TOKEN_FILE; riskflow serve keeps "
    "the first one in admin.token of its data folder, riskflow token create makes more";

static std::unexpected<Error> not_signed_in(const std::string& why, const std::string& file) {
  return fail(Errc::unauthenticated, "not signed in: " + why, file, {{"fix", std::string(fix)}});
}

// What RFC 6750 (2.1) lets stand in a bearer token is visible ASCII.
static bool is_one_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

Result<std::string> read_token(const std::string& file) {
  if (file.empty()) return not_signed_in("there is no token for this server", file);
  auto text = text_of_file(file);
  if (!text)
    return not_signed_in(fmt::format("the token file {}: {}", file, text.error().message), file);
  const auto first = text->find_first_not_of(" \t\r\n");
  if (first == std::string::npos)
    return not_signed_in(fmt::format("the token file {} is empty", file), file);
  auto token = text->substr(first, text->find_last_not_of(" \t\r\n") + 1 - first);
  if (!is_one_word(token))
    return not_signed_in(fmt::format("the file {} holds something else than one token", file),
                         file);
  return token;
}

}  // namespace riskflow::cli
