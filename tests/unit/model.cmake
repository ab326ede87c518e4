arnscope_test(unit_model
  SOURCES model/entity_types_test.cc model/operations_test.cc model/readings_test.cc model/value_path_test.cc
  ROOMS base document policy report catalog model)
