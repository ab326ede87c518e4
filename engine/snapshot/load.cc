#include "engine/snapshot/load.h"

#include <fmt/format.h>

#include <array>

#include "engine/document/json_reader.h"
#include "engine/snapshot/account_authorization_details.h"
#include "engine/snapshot/builder.h"

namespace arnscope {
namespace {

struct LayoutRow {
  std::string_view name;
  bool (*recognises)(Value root);
  void (*load)(const std::shared_ptr<const Document>& document, SnapshotBuilder& builder);
};

constexpr std::array kLayouts = {
    LayoutRow{"the output of `aws iam get-account-authorization-details`", is_account_authorization_details,
              load_account_authorization_details},
};

const LayoutRow* layout_of(Value root) {
  for (const LayoutRow& row : kLayouts)
    if (root.is_object() && row.recognises(root)) return &row;
  return nullptr;
}

Error unknown_layout(Value root) {
  return {fmt::format("this is no snapshot: {} is read", kLayouts.front().name), root.place()};
}

}  // namespace

bool is_snapshot(Value root) { return layout_of(root) != nullptr; }

Result<std::unique_ptr<const Snapshot>> load_snapshot(std::span<const std::shared_ptr<const Source>> sources,
                                                      const LoadOptions& options) {
  SnapshotBuilder builder;
  for (const AccountLabel& label : options.labels) builder.label(label);
  std::vector<Error> errors;
  bool any = false;
  for (const auto& source : sources) {
    auto documents = read_json_sequence(source);
    if (!documents) {
      errors.push_back(documents.error());
      continue;
    }
    for (const auto& document : *documents) {
      const LayoutRow* layout = layout_of(document->root());
      if (layout == nullptr) {
        errors.push_back(unknown_layout(document->root()));
        continue;
      }
      any = true;
      std::vector<Finding> duplicates;
      find_duplicate_keys(*document, duplicates);
      for (Finding& finding : duplicates)
        builder.report(finding.severity, finding.code, std::move(finding.message), finding.place);
      layout->load(document, builder);
    }
  }
  if (!any) return errors.empty() ? Error{"no snapshot was given", {}} : errors.front();
  for (const Error& error : errors)
    builder.report(Severity::kError, "UNREADABLE_INPUT", fmt::format("left out: {}", error.message),
                   error.place);
  return std::unique_ptr<const Snapshot>(builder.finish());
}

}  // namespace arnscope
