#include "eventstore/request_check.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/core/big_endian.hpp"
#include "eventstore/skeleton.hpp"

namespace riskflow::eventstore {

static std::unexpected<Error> damaged(std::string what) {
  return fail(Errc::corrupt, "the log is damaged: " + std::move(what), "log");
}

static std::unexpected<Error> missing(std::uint64_t number) {
  return damaged(fmt::format("the remembered request {} is missing", number));
}

// What a scan met may have left the window since; else it must be there.
static Status forgotten_by_now(const Tables& tables, std::uint64_t number) {
  const auto head = read_head(tables);
  if (!head) return fail(head.error());
  if (number < head->forgotten) return {};
  return missing(number);
}

// The commit that begins at `first` is there, and was made by `request`.
static Status check_commit(const Tables& tables, const RequestId& request, Position first) {
  const auto record = tables.pin(Family::skeletons, position_key(first));
  if (!record) return fail(record.error());
  if (!*record) return fail(corrupt_at(first, "the commit of a remembered request is missing"));
  const auto skeleton = decode_skeleton_header((*record)->view(), first);
  if (!skeleton) return fail(skeleton.error());
  if (skeleton->header.request != request)
    return fail(corrupt_at(first, "a request is remembered that did not make it"));
  return {};
}

Status RequestCheck::check_remembered(const Tables& tables, BytesView key, BytesView value) {
  const auto remembered = decode_remembered(key, value);
  if (!remembered) return fail(remembered.error());
  ByteReader in(key);
  const bool is_one = in.bytes(remembered_prefix.size()) == remembered_prefix;
  const auto request = in.id<RequestId>();
  if (!is_one || !in.intact() || !in.rest().empty())
    return damaged("the key of a remembered request is wrong");
  const Bytes order = order_key(remembered->number);
  const auto entry = tables.get(Family::requests, order);
  if (!entry) return fail(entry.error());
  if (!*entry) return forgotten_by_now(tables, remembered->number);
  const auto ordered = decode_order(order, **entry);
  if (!ordered) return fail(ordered.error());
  if (*ordered != request)
    return damaged(fmt::format("the remembered request {} is there twice", remembered->number));
  return check_commit(tables, request, remembered->first);
}

// In the order of their numbers, which is that of their commits.
Status RequestCheck::check_order(const Tables& tables, BytesView key, BytesView value) {
  if (key != order_key(number_)) return missing(number_);
  const auto request = decode_order(key, value);
  if (!request) return fail(request.error());
  const auto number = number_++;
  ++count_;
  const Bytes held = remembered_key(*request);
  const auto entry = tables.get(Family::requests, held);
  if (!entry) return fail(entry.error());
  if (!*entry) return forgotten_by_now(tables, number);
  const auto remembered = decode_remembered(held, **entry);
  if (!remembered) return fail(remembered.error());
  if (remembered->number != number || (last_ && remembered->first <= *last_))
    return damaged(fmt::format("the remembered request {} is not in its place", number));
  last_ = remembered->first;
  return {};
}

// The keys under requests come before those of the order.
static constexpr BytesView behind_requests = "j";

// What is remembered from now on is not looked at, or it might be met for ever.
void RequestCheck::begin(HeadScan& now) {
  begun_ = true;
  end_ = now.head.remembered;
  now.scan.seek_back(behind_requests);
  if (now.scan.valid()) last_request_ = now.scan.key();
}

// Whether there is no more.
Result<bool> RequestCheck::walk_requests(const Tables& tables, Scan& scan, std::uint64_t& left) {
  for (scan.seek(next_); scan.valid() && scan.key() <= last_request_; scan.next()) {
    if (left == 0) {
      next_ = scan.key();
      return false;
    }
    --left;
    if (auto ok = check_remembered(tables, scan.key(), scan.value()); !ok) return fail(ok.error());
  }
  if (auto sound = scan.status(); !sound) return fail(sound.error());
  return true;
}

// The same.
Result<bool> RequestCheck::walk_order(const Tables& tables, HeadScan& now, std::uint64_t& left) {
  number_ = std::max(number_, now.head.forgotten);
  auto& scan = now.scan;
  for (scan.seek(next_); scan.valid() && number_ < end_; scan.next()) {
    if (left == 0) {
      next_ = scan.key();
      return false;
    }
    --left;
    if (auto ok = check_order(tables, scan.key(), scan.value()); !ok) return fail(ok.error());
  }
  if (auto sound = scan.status(); !sound) return fail(sound.error());
  if (number_ < end_) return missing(number_);
  scan.seek(order_key(now.head.remembered));
  if (scan.valid()) return damaged("it has more remembered requests than its head record counts");
  if (auto sound = scan.status(); !sound) return fail(sound.error());
  return true;
}

Result<bool> RequestCheck::step(const Tables& tables, std::uint64_t& left) {
  auto now = scan_with_head(tables, Family::requests, Access::replay);
  if (!now) return fail(now.error());
  if (!begun_) begin(*now);
  if (!in_order_) {
    const auto walked = walk_requests(tables, now->scan, left);
    if (!walked || !*walked) return walked;
    in_order_ = true;
    next_ = behind_requests;
  }
  return walk_order(tables, *now, left);
}

}  // namespace riskflow::eventstore
