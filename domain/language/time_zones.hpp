#pragma once
// Time zones by their Windows names ("W. Europe Standard Time") or IANA names ("Europe/Berlin"),
// with the rules that ICU brings.

#include <string_view>

#include "domain/core/result.hpp"
#include "domain/language/timestamp.hpp"

namespace riskflow::language {

// Whether a name stands for UTC itself.
bool names_utc(std::string_view zone);

// What a clock in the zone shows at an instant of UTC; no zone on the result.
// Errors: invalid, when there is no such zone, or the result lies outside the years 1 to 9999.
Result<Timestamp> local_time(Timestamp utc, std::string_view zone);

// The instant at which a clock in the zone shows that; the later one, in standard time, when it
// shows it twice.  Errors: as above, and when it never does because the clock is put forward.
Result<Timestamp> utc_time(Timestamp local, std::string_view zone);

}  // namespace riskflow::language
