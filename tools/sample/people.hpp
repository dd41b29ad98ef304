#pragma once
// The files about people: directory users, groups, and rows for the HR connector.

#include <cstdint>

#include "tools/sample/organisation.hpp"
#include "tools/sample/out_file.hpp"

namespace riskflow::sample {

// A page of Graph users with their managers; the number of records written.
std::uint64_t write_users(const Organisation& organisation, OutFile& out);

// A page of Graph groups with their members: the leaders, and teams of at most 500.
std::uint64_t write_groups(const Organisation& organisation, OutFile& out);

// A combined HR file: a header and rows of all five scenarios, in all three forms of dates; the
// number of rows written.
std::uint64_t write_hr_rows(const Organisation& organisation, OutFile& out);

}  // namespace riskflow::sample
