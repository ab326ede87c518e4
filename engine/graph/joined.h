// The relationships that the table of joins and the input itself say. Of this folder alone.
#pragma once

#include "engine/graph/builder.h"

namespace arnscope {

class EntityCollector;

// The services that joins draw from, for accounts that have what they have.
void add_joined_services(EntityCollector& collector);
// What references name by an ARN and the snapshot does not describe, where its type is one of the join's.
void add_referenced_entities(EntityCollector& collector);

// Linear in the resources and their references. Counts in Graph::dangling what names nothing.
void add_joined(GraphBuilder& builder);
// Those of Snapshot::stated between entities that there are, unless they are derived. Drawn last.
void add_stated(GraphBuilder& builder);

}  // namespace arnscope
