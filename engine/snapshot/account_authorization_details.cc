#include "engine/snapshot/account_authorization_details.h"

#include <array>

#include "engine/policy/arn.h"
#include "engine/snapshot/iam_details.h"

namespace arnscope {
namespace {

struct Loader {
  DetailReader reader;
  SnapshotBuilder& builder;

  void principals(Value list, FoundPrincipal::Kind kind);
  void managed_policies(Value list);
};

void Loader::principals(Value list, FoundPrincipal::Kind kind) {
  for (Value each : list.elements()) {
    if (!each.is_object()) {
      reader.mistyped(each, "a principal", "an object");
    } else if (auto found = reader.principal(each, kind)) {
      builder.add(std::move(*found));
    }
  }
}

void Loader::managed_policies(Value list) {
  for (Value each : list.elements()) {
    if (!each.is_object()) {
      reader.mistyped(each, "a managed policy", "an object");
    } else if (auto found = reader.managed_policy(each)) {
      builder.add(std::move(*found), each.place());
    }
  }
}

struct ListRow {
  std::string_view name;
  void (*load)(Loader& loader, Value list);
};

constexpr std::array kLists = {
    ListRow{"UserDetailList", [](Loader& l, Value v) { l.principals(v, FoundPrincipal::Kind::kUser); }},
    ListRow{"GroupDetailList", [](Loader& l, Value v) { l.principals(v, FoundPrincipal::Kind::kGroup); }},
    ListRow{"RoleDetailList", [](Loader& l, Value v) { l.principals(v, FoundPrincipal::Kind::kRole); }},
    ListRow{"Policies", [](Loader& l, Value v) { l.managed_policies(v); }},
};

// Of the first entity that is one of an account: AWS managed policies are of none.
std::string_view account_of(Value root, SnapshotBuilder& builder) {
  for (const ListRow& row : kLists) {
    const auto list = root.find(row.name);
    if (!list) continue;
    for (Value each : list->elements()) {
      const auto text = each.find("Arn");
      const auto arn = text && text->is_string() ? parse_arn(text->text()) : std::nullopt;
      if (arn && is_account_id(arn->account)) return builder.intern(arn->account);
    }
  }
  return {};
}

}  // namespace

bool is_account_authorization_details(Value root) {
  for (const ListRow& row : kLists)
    if (row.name != "Policies" && root.find(row.name)) return true;
  auto policies = root.find("Policies");
  return policies && policies->is_array() &&
         (policies->size() == 0 || root.find("IsTruncated") ||
          (*policies->elements().begin()).find("PolicyVersionList"));
}

void load_account_authorization_details(const std::shared_ptr<const Document>& document,
                                        SnapshotBuilder& builder, std::string_view account) {
  Loader loader{DetailReader(document, builder), builder};
  if (account.empty()) account = account_of(document->root(), builder);
  if (const auto details = find_operation(kDetails))
    builder.add(FoundPage{*details, account, {}, {}, says_more(document->root(), operations()[*details])});
  for (auto [key, value] : document->root().members()) {
    for (const ListRow& row : kLists) {
      if (row.name != key.text()) continue;
      if (value.is_array()) {
        row.load(loader, value);
      } else if (value.kind() != Kind::kNull) {
        loader.reader.mistyped(value, row.name, "a list");
      }
    }
  }
}

}  // namespace arnscope
