#pragma once
// What to do about damage: errors that name it end with this.

#include <string_view>

namespace riskflow::eventstore {

inline constexpr std::string_view log_mending = "restore a backup (riskflow restore)";
inline constexpr std::string_view page_mending =
    "put the file of the same name in keys/pages of a backup in its place, or open the keys of a "
    "backup with riskflow keys restore";
inline constexpr std::string_view root_mending =
    "put it back, or open the keys of a backup with riskflow keys restore";

}  // namespace riskflow::eventstore
