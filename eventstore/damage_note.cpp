#include "eventstore/damage_note.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "eventstore/durable_file.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

static constexpr std::size_t size_max = 10'000;

DamageNote::DamageNote(const fs::path& folder)
    : path_(folder.lexically_normal().string() + ".damaged") {}

Result<std::optional<Error>> DamageNote::read() const {
  auto text = read_file(path_, size_max);
  if (!text && text.error().code == Errc::not_found) return std::nullopt;
  if (!text) return fail(text.error());
  while (text->ends_with('\n')) text->pop_back();
  // What somebody put there, or a disk that is broken, goes on into answers.
  std::ranges::replace_if(*text, [](char c) { return c < ' ' || c > '~'; }, '?');
  if (text->empty()) *text = fmt::format("damaged, as the empty file {} says", path_.string());
  return Error{Errc::corrupt, std::move(*text), "log", {}};
}

Status DamageNote::write(const Error& damage) const {
  return write_file(path_, damage.message + '\n');
}

Status DamageNote::remove() const {
  std::error_code error;
  fs::remove(path_, error);
  if (error) return fail(Errc::unavailable, "cannot remove " + path_.string(), "log");
  return {};
}

}  // namespace riskflow::eventstore
