#include "tests/unit/report/graph_sample.h"

#include <memory>

#include "engine/document/json_writer.h"
#include "tests/unit/report/capture.h"

namespace arnscope {
namespace {

// A tag's name may have nearly any character.
constexpr std::string_view kOddName = "tag.aws:a/b \"<c>\" {d}%";
constexpr PropertyColumn kEntityColumns[] = {
    {"accountId", PropertyType::kText},
    {"tags", PropertyType::kJson},
    {"named", PropertyType::kBoolean},
    {kOddName, PropertyType::kText},
};
constexpr PropertyColumn kRelationshipColumns[] = {
    {"actions", PropertyType::kTexts},
    {"statement", PropertyType::kNumber},
    {"condition", PropertyType::kJson},
};

constexpr std::string_view kUser = "arn:aws:iam::111122223333:user/ana";
constexpr std::string_view kRole = "arn:aws:iam::111122223333:role/app";
constexpr std::string_view kBucket = "arn:aws:s3:::data";

void write_small(GraphWriter& writer) {
  const std::string_view user_class[] = {"User"};
  const std::string_view role_class[] = {"AccessRole"};
  const std::string_view bucket_classes[] = {"DataStore", "Archive"};
  const Property user[] = {{"accountId", "111122223333"},
                           {"tags", RawJson{"{ \"team\" : \"a b\\\" c\",\n \"n\": 1 }"}}};
  const Property bucket[] = {{"named", true}, {"accountId", ""}, {kOddName, "e"}};
  writer.entity({kUser, "aws_iam_user", user_class, "ana", user});
  writer.entity({kRole, "aws_iam_role", role_class, "app", {}});
  writer.entity({kBucket, "aws_s3_bucket", bucket_classes, "data", bucket});

  const std::string_view actions[] = {"s3:Get*",         "s3:PutObject", "s3:ListBucket",
                                      "s3:DeleteObject", "s3:Abort*",    "s3:x"};
  const Property allows[] = {{"actions", std::span<const std::string_view>(actions)},
                             {"statement", int64_t{-2}}};
  const Property assumes[] = {{"condition", RawJson{"{\"key\": \"aws:MultiFactorAuthPresent\"}"}}};
  writer.relationship({"r1", "aws_iam_user_can_assume_role", "CAN_ASSUME", kUser, kRole, assumes});
  writer.relationship({"r2", "aws_iam_role_allows_aws_s3_bucket", "ALLOWS", kRole, kBucket, allows});
  writer.relationship({"r3", "aws_iam_role_has_user", "HAS", kRole, kUser, {}});
}

void write_hostile(GraphWriter& writer) {
  for (const std::string_view name : kHostileNames) {
    std::string json = "[ ";
    write_json_string(json, name);
    json += " ]";
    const Property properties[] = {{"accountId", name}, {"tags", RawJson{json}}};
    writer.entity({name, name, {&name, 1}, name, properties});
  }
  for (const std::string_view name : kHostileNames) {
    const std::string_view list[] = {name, "", name};
    const Property properties[] = {{"actions", std::span<const std::string_view>(list)}};
    writer.relationship({name, name, name, name, name, properties});
  }
}

}  // namespace

GraphSchema sample_schema() { return {kEntityColumns, kRelationshipColumns, "actions", "condition"}; }

void write_sample(GraphWriter& writer, Sample sample) {
  writer.begin();
  if (sample == Sample::kSmall) write_small(writer);
  if (sample == Sample::kHostile) write_hostile(writer);
  writer.finish();
}

std::vector<std::string> written(std::string_view format, Sample sample) {
  const GraphFormat* row = find_graph_format(format);
  if (row == nullptr || row->make == nullptr) return {};
  std::vector<std::string> texts(row->outputs.empty() ? 1 : row->outputs.size());
  std::vector<std::unique_ptr<Output>> owned;
  std::vector<Output*> outputs;
  for (std::string& text : texts) {
    owned.push_back(std::make_unique<Output>([&text](std::string_view piece) {
      text += piece;
      return true;
    }));
    outputs.push_back(owned.back().get());
  }
  const std::unique_ptr<GraphWriter> writer = row->make(outputs, sample_schema());
  write_sample(*writer, sample);
  return texts;
}

}  // namespace arnscope
