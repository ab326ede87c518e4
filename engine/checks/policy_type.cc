#include "engine/checks/policy_type.h"

#include <array>
#include <optional>

#include "engine/base/text.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

// Whether the policies of a service's resources name the resource itself as `*`, or do without Resource.
enum class Itself : uint8_t { kByArn, kAsStar, kUnnamed };

struct ServiceType {
  std::string_view service;
  std::string_view type;
  Itself itself;
};

// Sources: AWS KMS Developer Guide, "Key policies in AWS KMS": `*` is the key; AWS Secrets Manager User
// Guide, "Resource-based policies": `*` is the secret; Amazon ECR User Guide, "Private repository policies":
// they have no Resource.
constexpr std::array kServices = {
    ServiceType{"dynamodb", "dynamodb-table", Itself::kByArn},
    ServiceType{"ecr", "ecr-repository", Itself::kUnnamed},
    ServiceType{"elasticfilesystem", "efs-file-system", Itself::kAsStar},
    ServiceType{"events", "event-bus", Itself::kByArn},
    ServiceType{"kms", "kms-key", Itself::kAsStar},
    ServiceType{"lambda", "lambda-function", Itself::kByArn},
    ServiceType{"s3", "s3-bucket", Itself::kByArn},
    ServiceType{"secretsmanager", "secretsmanager-secret", Itself::kAsStar},
    ServiceType{"sns", "sns-topic", Itself::kByArn},
    ServiceType{"sqs", "sqs-queue", Itself::kByArn},
};

const ServiceType* find_service(std::string_view name) {
  for (const ServiceType& row : kServices)
    if (equal_folded(row.service, name)) return &row;
  return nullptr;
}

// One value that all agree on: nothing yet, one, or several.
class Common {
 public:
  void add(std::string_view value) {
    if (value_ && !equal_folded(*value_, value)) several_ = true;
    value_ = value;
  }
  std::string_view value() const { return several_ ? std::string_view() : value_.value_or(""); }

 private:
  std::optional<std::string_view> value_;
  bool several_ = false;
};

// Calls `visit` with each string of a value that is one or a list of them.
template <class Visit>
void for_each_string(std::optional<Value> value, Visit visit) {
  if (!value) return;
  if (value->is_string()) visit(value->text());
  for (Value element : value->elements())
    if (element.is_string()) visit(element.text());
}

struct Seen {
  bool principal = false;
  bool resource = false;
  bool star = false;  // a Resource that is no ARN
  Common arn_service, action_service;

  void add(Value statement) {
    for (std::string_view name : {"Principal", "NotPrincipal"})
      principal = principal || statement.find(name).has_value();
    for (std::string_view name : {"Resource", "NotResource"}) {
      resource = resource || statement.find(name).has_value();
      for_each_string(statement.find(name), [this](std::string_view text) {
        const auto arn = parse_arn(text);
        arn ? arn_service.add(arn->service) : void(star = true);
      });
    }
    for (std::string_view name : {"Action", "NotAction"})
      for_each_string(statement.find(name),
                      [this](std::string_view text) { action_service.add(text.substr(0, text.find(':'))); });
  }
};

}  // namespace

std::string_view policy_type(Value policy) {
  Seen seen;
  if (auto statements = policy.find("Statement")) {
    if (statements->is_object()) seen.add(*statements);
    for (Value each : statements->elements()) seen.add(each);
  }
  if (!seen.principal) return "managed";
  const ServiceType* by_action = find_service(seen.action_service.value());
  if (!seen.resource)
    return by_action != nullptr && by_action->itself == Itself::kUnnamed ? by_action->type : "trust";
  if (seen.star) return by_action != nullptr && by_action->itself != Itself::kByArn ? by_action->type : "";
  const ServiceType* by_arn = find_service(seen.arn_service.value());
  return by_arn != nullptr ? by_arn->type : "";
}

}  // namespace arnscope
