#include "runtime/import/record_times.hpp"

#include <initializer_list>

namespace riskflow::runtime {

struct NamedTime {
  std::string_view field;
  std::optional<Instant> at;
};

static Status none_far_ahead(Instant now, std::initializer_list<NamedTime> times) {
  for (const auto& time : times)
    if (time.at && *time.at > now + times_ahead_max)
      return fail(Errc::invalid, "lies more than five years ahead of the clock here: correct it",
                  std::string(time.field));
  return {};
}

static Status check_alert(const formats::AlertRecord& alert, Instant now) {
  if (alert.source == formats::AlertSource::office365)
    return none_far_ahead(now, {{"CreationTime", alert.record_time}, {"Data", alert.triggered}});
  return none_far_ahead(now, {{"createdDateTime", alert.created},
                              {"lastUpdateDateTime", alert.last_update},
                              {"firstActivityDateTime", alert.first_activity},
                              {"lastActivityDateTime", alert.last_activity}});
}

static Status check_hr(const formats::HrRecord& row, Instant now) {
  return none_far_ahead(now, {{"ResignationDate", row.resignation_date},
                              {"LastWorkingDate", row.last_working_date},
                              {"EffectiveDate", row.effective_date}});
}

Status check_times(const formats::Record& record, Instant now) {
  if (const auto* alert = std::get_if<formats::AlertRecord>(&record))
    return check_alert(*alert, now);
  if (const auto* row = std::get_if<formats::HrRecord>(&record)) return check_hr(*row, now);
  return {};
}

}  // namespace riskflow::runtime
