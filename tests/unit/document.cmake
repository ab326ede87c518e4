arnscope_test(unit_document
  SOURCES document/document_test.cc document/json_differential_test.cc document/json_error_test.cc document/json_reader_test.cc
          document/json_repair_test.cc document/json_sequence_test.cc document/json_writer_test.cc
  ROOMS base document
  LIBRARIES nlohmann_json::nlohmann_json)
