#pragma once
// Reads one stream by its entries.  Thread rule: any thread.

#include "eventstore/log.hpp"
#include "eventstore/skeletons.hpp"
#include "eventstore/tables.hpp"

namespace riskflow::eventstore {

// Log::read_stream and Log::version_of for a log that is durable up to `head`.
Result<Version> read_stream(const Tables& tables, Skeletons& skeletons, std::string_view stream,
                            Version after, Position head, const EventVisitor& visit);
Result<Version> stream_version(const Tables& tables, std::string_view stream, Position head);

}  // namespace riskflow::eventstore
