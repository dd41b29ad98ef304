#include <gtest/gtest.h>

#include "tests/runtime/formats/reading.hpp"

namespace riskflow::formats {
namespace {

// The example of the domain reference, section 12.3.
constexpr std::string_view user_example =
    R"({"id":"aaaaaaaa-0000-4000-8000-000000000007","userPrincipalName":"mira.koval@example.test",
 "displayName":"Mira Koval","givenName":"Mira","surname":"Koval","mail":"mira.koval@example.test",
 "mailNickname":"mira.koval","jobTitle":"Engineer","department":"R&D","officeLocation":"B2",
 "companyName":"Example","employeeId":"E1007","accountEnabled":true,"usageLocation":"DE",
 "manager":{"@odata.type":"#microsoft.graph.user","id":"aaaaaaaa-0000-4000-8000-000000000002",
 "displayName":"Oto Brandt","mail":"oto.brandt@example.test","userPrincipalName":"oto.brandt@example.test"}})";

constexpr std::string_view group_example =
    R"({"id":"BBBBBBBB-0000-4000-8000-000000000001","displayName":"Leaders","securityEnabled":true,"members":[
 {"@odata.type":"#microsoft.graph.user","id":"aaaaaaaa-0000-4000-8000-000000000007",
 "userPrincipalName":"mira.koval@example.test"},
 {"@odata.type":"#microsoft.graph.device","id":"aaaaaaaa-0000-4000-8000-000000000099"},
 {"userPrincipalName":"oto.brandt@example.test"}]})";

TEST(GraphUser, ExampleOfTheReferenceIsReadInFull) {
  UserRecord expected;
  expected.object_id = "aaaaaaaa-0000-4000-8000-000000000007";
  expected.upn = expected.mail = "mira.koval@example.test";
  expected.display_name = "Mira Koval";
  expected.given_name = "Mira";
  expected.surname = "Koval";
  expected.alias = "mira.koval";
  expected.job_title = "Engineer";
  expected.department = "R&D";
  expected.office = "B2";
  expected.company = "Example";
  expected.employee_id = "E1007";
  expected.enabled = true;
  expected.usage_location = "DE";
  expected.manager = Person{"aaaaaaaa-0000-4000-8000-000000000002", "oto.brandt@example.test",
                            "Oto Brandt", "oto.brandt@example.test"};
  const auto record = read_one(user_example);
  ASSERT_TRUE(record.has_value()) << record.error().message;
  EXPECT_EQ(std::get<UserRecord>(*record), expected);
}

TEST(GraphUser, FewFieldsMakeAUser) {
  const auto record =
      read_one(R"({"id":"7","userPrincipalName":"a@b.test","displayName":"A","mail":null,)"
               R"("manager":null,"accountEnabled":false})");
  ASSERT_TRUE(record.has_value()) << record.error().message;
  const auto& user = std::get<UserRecord>(*record);
  EXPECT_EQ(user.mail, "");
  EXPECT_FALSE(user.enabled);
  EXPECT_FALSE(user.manager.has_value());
}

TEST(GraphUser, EveryBadRecordNamesItsField) {
  struct Row {
    const char* name;
    const char* from;
    const char* to;
    const char* field;
    const char* reason;
  };
  const Row rows[] = {
      {"no id", "{\"id\"", "{\"x\"", "id", "missing"},
      {"empty UPN", "\"userPrincipalName\":\"mira.koval@example.test\"",
       "\"userPrincipalName\":\"\"", "userPrincipalName", "missing"},
      {"UPN without a domain", "\"userPrincipalName\":\"mira.koval@example.test\"",
       "\"userPrincipalName\":\"mira\"", "userPrincipalName", "not an address"},
      {"no name", "\"displayName\":\"Mira Koval\"", "\"displayName\":null", "displayName",
       "missing"},
      {"enabled is a text", "\"accountEnabled\":true", "\"accountEnabled\":\"yes\"",
       "accountEnabled", "not true or false"},
      {"department is an array", "\"department\":\"R&D\"", "\"department\":[]", "department",
       "not a text"},
      {"manager is a text", "\"manager\":{", "\"manager\":\"Oto\",\"x\":{", "manager",
       "not an object"},
      {"manager without identity", "\"manager\":{", "\"manager\":{},\"x\":{", "manager",
       "neither id nor userPrincipalName"},
      {"manager with a bad mail", "\"mail\":\"oto.brandt@example.test\"", "\"mail\":\"oto\"",
       "manager.mail", "not an address"},
  };
  for (const auto& row : rows) {
    const auto record = read_one(with(std::string{user_example}, row.from, row.to));
    ASSERT_FALSE(record.has_value()) << row.name;
    EXPECT_EQ(record.error().target, row.field) << row.name;
    EXPECT_NE(record.error().message.find(row.reason), std::string::npos)
        << row.name << ": " << record.error().message;
  }
}

TEST(GraphGroup, MembersThatAreUsersAreKept) {
  const auto record = read_one(group_example);
  ASSERT_TRUE(record.has_value()) << record.error().message;
  const auto& group = std::get<GroupRecord>(*record);
  EXPECT_EQ(group.object_id, "bbbbbbbb-0000-4000-8000-000000000001");
  EXPECT_EQ(group.display_name, "Leaders");
  const std::vector<GroupMember> expected{
      {"aaaaaaaa-0000-4000-8000-000000000007", "mira.koval@example.test"},
      {"", "oto.brandt@example.test"}};
  EXPECT_EQ(group.members, expected);
}

TEST(GraphGroup, ManyLargeGroupsTakeNoMoreMemoryThanOne) {
  std::string members;
  for (int i = 0; i < 2000; ++i) members += R"({"userPrincipalName":"somebody@example.test"},)";
  const auto group = with(std::string{group_example}, "\"members\":[", "\"members\":[" + members);
  RecordParser parser{Kind::graph_groups};
  for (int i = 0; i < 100; ++i) {
    const auto record = parser.parse(group);
    ASSERT_TRUE(record.has_value()) << i;
    ASSERT_EQ(std::get<GroupRecord>(*record).members.size(), 2002U) << i;
  }
}

TEST(GraphGroup, EveryBadRecordNamesItsField) {
  struct Row {
    const char* name;
    const char* from;
    const char* to;
    const char* field;
  };
  const Row rows[] = {
      {"no id", "{\"id\":\"B", "{\"x\":\"B", "id"},
      {"no name", "\"displayName\"", "\"x\"", "displayName"},
      {"members not expanded", "\"members\"", "\"x\"", "members"},
      {"member is a text", "\"members\":[", "\"members\":[\"a\",", "members[0]"},
      {"member without identity", "\"members\":[", "\"members\":[{},", "members[0]"},
      {"member with a bad address", "oto.brandt@example.test", "oto",
       "members[2].userPrincipalName"},
  };
  for (const auto& row : rows) {
    const auto record = read_one(with(std::string{group_example}, row.from, row.to));
    ASSERT_FALSE(record.has_value()) << row.name;
    EXPECT_EQ(record.error().target, row.field) << row.name;
  }
}

}  // namespace
}  // namespace riskflow::formats
