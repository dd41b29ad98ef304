// What leaves the house with a flow, and what stays.

#include "domain/language/redaction.hpp"

#include <gtest/gtest.h>

namespace riskflow::language {
namespace {

Value read_json(std::string_view text) { return from_json_text(text).value_or(Value{}); }

std::string redacted(std::string_view json) {
  Redactor redactor(read_json("{}"));
  return redactor.redacted(json);
}

struct TextCase {
  const char* text;
  const char* redacted;
};

TEST(Redaction, TakesIdsOutOfTexts) {
  const TextCase cases[] = {
      {"/subscriptions/1b6a0d4f-7e2c-4d59-8f31-c0ffee000001/x",
       "/subscriptions/00000000-0000-4000-8000-000000000001/x"},
      {"shared-teams-6F1E0D2C-11AA-4B22-9C33-D44E55F66A77",
       "shared-teams-00000000-0000-4000-8000-000000000001"},
      {"Default-1b6a0d4f-7e2c-4d59-8f31-c0ffee000001 and 2b6a0d4f-7e2c-4d59-8f31-c0ffee000001, "
       "1B6A0D4F-7E2C-4D59-8F31-C0FFEE000001",
       "Default-00000000-0000-4000-8000-000000000001 and 00000000-0000-4000-8000-000000000002, "
       "00000000-0000-4000-8000-000000000001"},
      {"00000003-0000-0000-c000-000000000000", "00000003-0000-0000-c000-000000000000"},
      {"1b6a0d4f-7e2c-4d59-8f31-c0ffee0000012", "1b6a0d4f-7e2c-4d59-8f31-c0ffee0000012"},
  };
  for (const auto& [text, wanted] : cases) EXPECT_EQ(TextRedactor().redacted(text), wanted);
}

TEST(Redaction, TakesAddressesOutOfTexts) {
  const TextCase cases[] = {
      {"ann.lee+x@contoso.com;bob@contoso.com, ANN.LEE+X@contoso.com",
       "person1@example.com;person2@example.com, person1@example.com"},
      {"users/ann%40contoso.com/x", "users/person1%40example.com/x"},
      {"https://contoso.sharepoint.com/sites/HR-team/Lists/x?y=1",
       "https://host1.example.com/sites/site1/Lists/x?y=1"},
      {"https%3A%2F%2Fcontoso.sharepoint.com%2Fsites", "https%3A%2F%2Fhost1.example.com%2Fsites"},
      {"contoso.onmicrosoft.com", "host1.example.com"},
      {"https://contoso.com:8443/a and http://contoso.com",
       "https://host1.example.com:8443/a and http://host1.example.com"},
      {"https://login.microsoftonline.com/contoso.com/oauth2/token",
       "https://login.microsoftonline.com/host1.example.com/oauth2/token"},
      {"https://login.microsoftonline.com/common/oauth2",
       "https://login.microsoftonline.com/common/oauth2"},
      {"https://graph.microsoft.com/v1.0/me", "https://graph.microsoft.com/v1.0/me"},
      {"https://@{parameters('host')}/x", "https://@{parameters('host')}/x"},
      {"@concat(variables('user'), '@contoso.com')",
       "@concat(variables('user'), '@host1.example.com')"},
      {"https://ann:secret@contoso.com/x", "https://redacted@host1.example.com/x"},
  };
  for (const auto& [text, wanted] : cases) EXPECT_EQ(TextRedactor().redacted(text), wanted);
}

TEST(Redaction, TakesSecretsOutOfTexts) {
  const TextCase cases[] = {
      {"https://graph.microsoft.com/x?api-version=1&sp=%2Ft&sig=aB-3_x%2B&z=1",
       "https://graph.microsoft.com/x?api-version=1&sp=%2Ft&sig=redacted&z=1"},
      {"?code=abc==&x", "?code=redacted&x"},
      {"Endpoint=sb://x/;SharedAccessKeyName=Root;SharedAccessKey=a+b/c=@d;EntityPath=q",
       "Endpoint=sb://x/;SharedAccessKeyName=Root;SharedAccessKey=redacted;EntityPath=q"},
      {"Bearer abcdefghijkl.mno-p", "Bearer redacted"},
      {"x eyJhbGciOi.eyJzdWIi.c2ln y", "x redacted y"},
      {"?sig=@{parameters('signature')}", "?sig=@{parameters('signature')}"},
      {"a code=7 b", "a code=7 b"},
  };
  for (const auto& [text, wanted] : cases) EXPECT_EQ(TextRedactor().redacted(text), wanted);
}

TEST(Redaction, LeavesExpressionsAndNamesOfFieldsAlone) {
  for (const auto* text :
       {"@body('Get_item')?['value@odata.bind']", "x@{triggerBody()?['a.b']}y",
        "@items('Apply')?['_owner_value@Microsoft.Dynamics.CRM.lookuplogicalname']", "@@x.y",
        "@{guid()}", "a.b@c", "@createArray('a','b.c')", "schemas.microsoft.com",
        "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/x.json#",
        "", "%", "%4", "größe@", "@"})
    EXPECT_EQ(TextRedactor().redacted(text), text);
}

TEST(Redaction, OfWhatIsRedactedChangesNothing) {
  const auto once = TextRedactor().redacted(
      "ann@contoso.com at https://contoso.sharepoint.com/sites/HR?sig=abc, "
      "1b6a0d4f-7e2c-4d59-8f31-c0ffee000001");
  EXPECT_EQ(TextRedactor().redacted(once), once);
}

TEST(Redaction, KnowsSecretsByTheNameOfTheirMember) {
  const TextCase cases[] = {
      {R"({"password": "x", "pwd": 7})", R"({"password": "redacted", "pwd": "redacted"})"},
      {R"({"headers/X-Api-Key":"x"})", R"({"headers/X-Api-Key":"redacted"})"},
      {R"json({"Authorization": "@concat('Basic ', base64('a:b'))"})json",
       R"({"Authorization": "redacted"})"},
      {R"json({"Authorization": "Bearer @{body('Token')?['access_token']}"})json",
       R"json({"Authorization": "Bearer @{body('Token')?['access_token']}"})json"},
      {R"json({"secret": "@parameters('secret')"})json",
       R"json({"secret": "@parameters('secret')"})json"},
      {R"({"authentication": {"type": "Raw", "value": "abc"}, "value": "abc"})",
       R"({"authentication": {"type": "Raw", "value": "redacted"}, "value": "abc"})"},
      {R"({"properties": {"password": {"type": "string"}}, "required": ["password"]})",
       R"({"properties": {"password": {"type": "string"}}, "required": ["password"]})"},
      {R"({"tenant": "my-contoso.com"})", R"({"tenant": "host1.example.com"})"},
      {R"({"variables": [{"name": "apiKey", "type": "string", "value": "abc"}]})",
       R"({"variables": [{"name": "apiKey", "type": "string", "value": "redacted"}]})"},
      {R"({"variables": [{"name": "count", "type": "integer", "value": 3}]})",
       R"({"variables": [{"name": "count", "type": "integer", "value": 3}]})"},
      {R"json([{"key": "X-API-Key", "value": "abc"}, {"name": "pwd", "value": "@variables('p')"}])json",
       R"json([{"key": "X-API-Key", "value": "redacted"}, {"name": "pwd", "value": "@variables('p')"}])json"},
      {R"({"parameters": {"client_secret": {"type": "string", "defaultValue": "abc"}}})",
       R"({"parameters": {"client_secret": {"type": "string", "defaultValue": "redacted"}}})"},
      {R"({"password": "", "secret": null, "cookie": true})",
       R"({"password": "", "secret": null, "cookie": true})"},
  };
  for (const auto& [json, wanted] : cases) EXPECT_EQ(redacted(json), wanted);
}

TEST(Redaction, EmptiesParametersThatAreSecure) {
  const std::string definition =
      R"({"parameters": {"Key": {"type": "SecureString", "defaultValue": "a" },
                         "o": {"defaultValue": {"b": 1}, "type": "secureObject"},
                         "open": {"type": "String", "defaultValue": "c"}}})";
  Redactor redactor(read_json(definition));
  EXPECT_EQ(redactor.redacted(definition),
            R"({"parameters": {"Key": {"type": "SecureString", "defaultValue": "redacted" },
                         "o": {"defaultValue": {}, "type": "secureObject"},
                         "open": {"type": "String", "defaultValue": "c"}}})");
  EXPECT_EQ(redactor.redacted(R"({"parameters": {"key": {"value": "x"}, "open": {"value": "x"}}})"),
            R"({"parameters": {"key": {"value": "redacted"}, "open": {"value": "x"}}})");
}

TEST(Redaction, KeepsAllElseByteForByte) {
  const auto* json = R"({ "a\u00e9" : [1.50 ,1e2, "\/x" ],
    "metadata": {"operationMetadataId": "1b6a0d4f-7e2c-4d59-8f31-c0ffee000001"} , "to":"ann@contoso.com"})";
  EXPECT_EQ(redacted(json), R"({ "a\u00e9" : [1.50 ,1e2, "\/x" ],
    "metadata": {"operationMetadataId": "1b6a0d4f-7e2c-4d59-8f31-c0ffee000001"} , "to":"person1@example.com"})");
}

TEST(Redaction, RenamesWhatExpressionsReadAsWell) {
  EXPECT_EQ(
      redacted(
          R"json({"Mail_ann@contoso.com": {"inputs": "@outputs('Mail_ann@contoso.com')"}})json"),
      R"json({"person1@example.com": {"inputs": "@outputs('person1@example.com')"}})json");
}

TEST(Redaction, CountsWhatItTookOut) {
  Redactor redactor(read_json("{}"));
  redactor.redacted(
      R"({"a": "ann@contoso.com https://contoso.com", "password": "x",
          "b": "1b6a0d4f-7e2c-4d59-8f31-c0ffee000001"})");
  EXPECT_EQ(redactor.count().ids, 1U);
  EXPECT_EQ(redactor.count().addresses, 2U);
  EXPECT_EQ(redactor.count().secrets, 1U);
  EXPECT_EQ(redactor.count().total(), 4U);
}

}  // namespace
}  // namespace riskflow::language
