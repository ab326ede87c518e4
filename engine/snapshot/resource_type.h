// The entity type of a resource from what collectors call it: its ARN, its folder in an iam-collect
// directory, its type in AWS Config. Internal to snapshot/; one thread, for it remembers what it looked up.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/snapshot/builder.h"

namespace arnscope {

class ResourceTypes {
 public:
  ResourceTypes();

  // Sets the row of the table of types, or the name of a type that is not in it: what the catalog says of the
  // ARN, else the table's column `folder`, else a name made of the folder. `folder` may be "".
  void set_by_arn(FoundResource& found, std::string_view folder, SnapshotBuilder& builder);

  // The same by the table's column `config`, else what the catalog says of the ARN, else a name made of the
  // type: "AWS::ApiGateway::RestApi" gives aws_api_gateway_rest_api.
  void set_by_config(FoundResource& found, std::string_view type, SnapshotBuilder& builder);

 private:
  struct Type {
    EntityTypeId row = kNoEntityType;
    std::string name;  // where `row` is none; "" is not known
  };
  const Type& of_arn(std::string_view arn);
  static void set(FoundResource& found, const Type& type, SnapshotBuilder& builder);

  std::unordered_map<std::string_view, EntityTypeId> by_folder_, by_config_;
  std::unordered_map<std::string, EntityTypeId> by_resource_;  // service, "/", the catalog's type
  std::unordered_map<std::string, Type> by_shape_;             // of ARNs
};

}  // namespace arnscope
