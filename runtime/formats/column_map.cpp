#include "runtime/formats/column_map.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include "runtime/formats/byte_window.hpp"
#include "runtime/formats/fields.hpp"

namespace riskflow::formats {

constexpr std::size_t map_bytes_max = std::size_t{64} << 10;

Result<ColumnMap> ColumnMap::load(const std::filesystem::path& path) {
  auto window = ByteWindow::open(path, map_bytes_max + 1);
  if (!window) return fail(window.error());
  const auto read = window->more();
  if (!read) return fail(read.error());
  if (window->unread().size() > map_bytes_max)
    return fail(Errc::too_large, "a column mapping has at most 64 KiB", path.string());
  return from_toml(window->unread(), path.string());
}

Result<ColumnMap> ColumnMap::from_toml(std::string_view text, std::string_view name) {
  const auto parsed = toml::parse(text, name);
  if (!parsed) {
    const auto& at = parsed.error().source().begin;
    return fail(
        Errc::invalid,
        fmt::format("line {}, column {}: {}. Write lines such as EmailAddress = \"Work mail\"",
                    at.line, at.column, parsed.error().description()),
        std::string{name});
  }
  ColumnMap map;
  for (const auto& [key, value] : parsed.table()) {
    const auto ours = std::ranges::find_if(hr_column_names, [&](std::string_view known) {
      return same_but_for_case(known, key.str());
    });
    if (ours == hr_column_names.end())
      return fail(Errc::invalid,
                  fmt::format("there is no column {}; the columns are {}", key.str(),
                              fmt::join(hr_column_names, ", ")),
                  std::string{name});
    const auto theirs = value.value_exact<std::string>();
    if (!theirs || theirs->empty())
      return fail(Errc::invalid, fmt::format("{} needs a column name in quotes", *ours),
                  std::string{name});
    map.theirs_[static_cast<std::size_t>(ours - hr_column_names.begin())] = *theirs;
  }
  for (std::size_t i = 0; i < map.theirs_.size(); ++i) {
    const auto same = [&](const auto& other) {
      return other && same_but_for_case(*other, *map.theirs_[i]);
    };
    if (map.theirs_[i] && std::ranges::count_if(map.theirs_, same) > 1)
      return fail(
          Errc::invalid,
          fmt::format("two columns are mapped to the name given for {}", hr_column_names[i]),
          std::string{name});
  }
  return map;
}

std::string_view ColumnMap::name_of(HrColumn column) const {
  const auto& theirs = theirs_[static_cast<std::size_t>(column)];
  return theirs ? std::string_view{*theirs} : to_text(column);
}

bool ColumnMap::names(HrColumn column) const {
  return theirs_[static_cast<std::size_t>(column)].has_value();
}

}  // namespace riskflow::formats
