arnscope_test(unit_graph
  SOURCES graph/assumptions_test.cc graph/collectors_test.cc graph/data_model_test.cc graph/derived_test.cc
          graph/described.cc graph/drawn.cc graph/effective_property_test.cc graph/effective_test.cc
          graph/effective_world.cc graph/entity_index_test.cc graph/grants_of_resources_test.cc graph/grants_test.cc
          graph/joined_test.cc graph/organization_test.cc graph/organization_trust_test.cc
          graph/read_back_test.cc graph/relations_test.cc graph/resource_entities_test.cc
          graph/resource_shapes_test.cc graph/search_test.cc graph/sqlite_queries_test.cc graph/write_test.cc
  ROOMS base document policy report catalog evaluate model snapshot graph LIBRARIES nlohmann_json::nlohmann_json)
