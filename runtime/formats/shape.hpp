#pragma once
// Tells what a JSON file holds.

#include <optional>
#include <string_view>

#include "domain/core/ids.hpp"
#include "domain/core/result.hpp"
#include "runtime/formats/records.hpp"

namespace riskflow::formats {

// From the `@odata.context` of a page, for example ".../$metadata#users(id,displayName)".
std::optional<Kind> kind_of_context(std::string_view context);

// From the text of one record: its `@odata.type`, else the fields that only one kind has.  Error:
// invalid, it is no JSON or of no known kind.
Result<Kind> kind_of_record(BytesView json);

// What a file or record is told that is of no known kind.
inline constexpr std::string_view not_recognised =
    "not recognised: expected alerts, users or groups of Microsoft Graph, Office 365 management "
    "records, or HR rows as CSV";

}  // namespace riskflow::formats
