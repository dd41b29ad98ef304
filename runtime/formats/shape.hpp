#pragma once
// Tells what a JSON file holds.

#include <optional>
#include <string_view>

#include "domain/core/ids.hpp"
#include "runtime/formats/records.hpp"

namespace riskflow::formats {

// From the `@odata.context` of a page, for example ".../$metadata#users(id,displayName)".
std::optional<Kind> kind_of_context(std::string_view context);

// From the text of one record: its `@odata.type`, else the fields that only one kind has.
std::optional<Kind> kind_of_record(BytesView json);

}  // namespace riskflow::formats
