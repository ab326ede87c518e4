// Reads what IAM says of principals and managed policies, one document at a time: in the members of
// GetAccountAuthorizationDetails, which AWS Config and the iam-collect directory have too. Names of members
// compare without regard to case, for AWS Config writes `userName` where IAM writes `UserName`. A value of a
// wrong type is a finding and read as absent. For the layouts alone; one thread at a time.
// Source: IAM API Reference, UserDetail, GroupDetail, RoleDetail and ManagedPolicyDetail.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/document/document.h"
#include "engine/snapshot/builder.h"

namespace arnscope {

class DetailReader {
 public:
  // REQUIRES of all functions: their values are of the document. The builder outlives the reader.
  DetailReader(std::shared_ptr<const Document> document, SnapshotBuilder& builder)
      : document_(std::move(document)), builder_(builder) {}

  // A UserDetail, GroupDetail or RoleDetail; `arn` is its ARN where it does not say that itself. Nothing, and
  // a finding, where it has no ARN of an account.
  std::optional<FoundPrincipal> principal(Value detail, FoundPrincipal::Kind kind, std::string_view arn = {});
  // The same of a detail that may have been read in part, as a query gives it: what it has no member for, be
  // it null, is unread, and not nothing.
  std::optional<FoundPrincipal> partial_principal(Value detail, FoundPrincipal::Kind kind,
                                                  std::string_view arn = {});
  // A ManagedPolicyDetail with the version that is in force. Nothing, and a finding, where it has no ARN.
  std::optional<ExportedPolicy> managed_policy(Value detail, std::string_view arn = {});

  // A member's text, interned; "" where it is missing or null.
  std::string_view text(Value object, std::string_view name);
  // The same of a point in time, as the AWS CLI writes it: "2024-01-31T12:00:00+00:00". What is none is left
  // as it is written.
  std::string_view time(Value object, std::string_view name);
  // The elements of a member that is a list of objects; empty where the member is missing.
  std::vector<Value> objects(Value object, std::string_view name);
  // The objects of a list. `name` is what findings call it.
  std::vector<Value> objects_of(Value list, std::string_view name);
  // The texts of a list, interned.
  struct PlacedText {
    std::string_view text;
    Value value;
  };
  std::vector<PlacedText> texts_of(Value list, std::string_view name);
  // Tags as a list of objects with Key and Value.
  std::vector<Tag> tags(Value object);
  // An object whose members are PolicyName and PolicyDocument.
  ExportedPolicy inline_policy(Value object);
  // A value that is a policy, an object or a string that holds one.
  ExportedPolicy policy_at(Value value, std::string_view name) const;
  // What a member of `object` names by its ARN.
  FoundPrincipal::Reference reference(Value object, std::string_view name);
  // A boundary that cannot be read limits all the same: it gets a name under which no document will be found.
  FoundPrincipal::Reference unreadable_boundary(std::string_view owner_arn, Place place);

  void mistyped(Value at, std::string_view name, std::string_view wanted);
  // A finding that a policy's document is not there.
  void missing_policy(std::string_view what, std::string_view name, Place place);
  // Whether the ARN is one of an account; a finding where not.
  bool is_of_account(std::string_view arn, std::string_view name, Place place);

 private:
  ExportedPolicy policy(Value object, std::string_view name, std::string_view document_name);
  std::optional<Value> member_object(Value object, std::string_view name);
  FoundPrincipal::Reference boundary(Value object, std::string_view owner_arn);
  void add_policies(Value detail, std::string_view inline_list, FoundPrincipal& found);
  void add_instance_profiles(Value detail, FoundPrincipal& found);

  std::shared_ptr<const Document> document_;
  SnapshotBuilder& builder_;
};

// The member with this name, without regard to case where none has it as it is; null counts as missing.
std::optional<Value> find_member(Value object, std::string_view name);

// The last part of an ARN that names by path: "ann" of "arn:aws:iam::111122223333:user/path/ann".
std::string_view name_in_arn(std::string_view arn);

}  // namespace arnscope
