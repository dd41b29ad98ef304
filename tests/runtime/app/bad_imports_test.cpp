// What an import says of records that it does not take, by the office's clock: 2026-11-01, 08:00.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/runtime/app/office.hpp"

namespace riskflow::runtime {

static std::string import(Office& office, const std::string& text) {
  return office.post("/v1.0/imports/batch?file=test", text);
}

static std::string alert(std::string_view created, std::string_view last_activity) {
  return fmt::format(
      R"({{"providerAlertId":"a-1","status":"new","severity":"high","title":"Data leaks",
"serviceSource":"microsoftInsiderRiskManagement","tenantId":"contoso","createdDateTime":"{}",
"lastActivityDateTime":"{}","evidence":[{{"@odata.type":"#microsoft.graph.security.userEvidence",
"userAccount":{{"userPrincipalName":"mira.koval@example.test"}}}}]}})",
      created, last_activity);
}

static std::string office365_alert(std::string_view created) {
  return fmt::format(R"({{"RecordType":40,"Category":"InsiderRiskManagement",
"OrganizationId":"contoso","AlertId":"a-2","Name":"Data leaks","Severity":"High","Status":"Active",
"CreationTime":"{}","Data":"upn=mira.koval@example.test"}})",
                     created);
}

static std::string resignation(std::string_view date, std::string_view last_day) {
  return fmt::format(
      "EmailAddress,ResignationDate,LastWorkingDate\nmira.koval@example.test,{},{}\n", date,
      last_day);
}

TEST(BadImports, TimesFarAheadAreRefusedByTheirField) {
  Office office;
  office.import_sample();
  const std::pair<std::string, const char*> rows[] = {
      {alert("2999-01-01T00:00:00Z", "2026-10-30T08:00:00Z"), "createdDateTime"},
      {alert("2026-10-30T08:00:00Z", "2031-11-02T08:00:01Z"), "lastActivityDateTime"},
      {office365_alert("2031-11-03T00:00:00"), "CreationTime"},
      {resignation("2026-10-30", "2036-01-01"), "LastWorkingDate"},
      {resignation("2999-10-30", "2026-12-31"), "ResignationDate"},
  };
  for (const auto& [text, field] : rows) {
    const auto taken = import(office, text);
    EXPECT_EQ(200U, office.status) << taken;
    EXPECT_NE(taken.find(R"("added":0,"changed":0,"unchanged":0,"skipped":1)"), std::string::npos)
        << taken;
    EXPECT_NE(taken.find(fmt::format(R"("field":"{}")", field)), std::string::npos) << taken;
    EXPECT_NE(taken.find("five years ahead"), std::string::npos) << taken;
  }
}

TEST(BadImports, ClocksMayDifferAndLeaversMayBeKnownAhead) {
  Office office;
  office.import_sample();
  for (const auto& text :
       {alert("2026-11-02T07:59:59Z", "2026-11-01T08:00:00Z"),
        office365_alert("2026-11-02T07:00:00"), resignation("2027-10-30", "2030-12-31")}) {
    const auto taken = import(office, text);
    EXPECT_NE(taken.find(R"("added":1,"changed":0,"unchanged":0,"skipped":0)"), std::string::npos)
        << taken;
  }
}

TEST(BadImports, WhatCannotBeReadIsReportedAndTheRestIsTaken) {
  Office office;
  office.import_sample();
  const auto good = alert("2026-10-30T08:00:00Z", "2026-10-30T08:00:00Z");
  const auto deep = R"({"a":)" + std::string(100, '[') + std::string(100, ']') + "}";
  const auto taken = import(office, fmt::format(R"({{"value":[null,{},{}]}})", deep, good));
  EXPECT_NE(taken.find(R"("read":3,"added":1,"changed":0,"unchanged":0,"skipped":2)"),
            std::string::npos)
      << taken;
  EXPECT_NE(taken.find("nested deeper than 64"), std::string::npos) << taken;
}

TEST(BadImports, APieceOfAFileThatSaysItsSourceMayHoldUnknownRecordsOnly) {
  Office office;
  const std::string unknown = R"({"value":[{"a":1},{"b":2}]})";
  const auto taken = office.post("/v1.0/imports/batch?file=t&source=graph-alerts", unknown);
  EXPECT_EQ(office.status, 200U);
  EXPECT_NE(taken.find(R"("read":2,"added":0,"changed":0,"unchanged":0,"skipped":2)"),
            std::string::npos)
      << taken;
  office.post("/v1.0/imports/batch?file=t", unknown);
  EXPECT_EQ(office.status, 400U);
  const auto refused = office.post("/v1.0/imports/batch?file=t&source=alerts", unknown);
  EXPECT_EQ(office.status, 400U);
  EXPECT_NE(refused.find("must be graph-alerts"), std::string::npos) << refused;
}

}  // namespace riskflow::runtime
