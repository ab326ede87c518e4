arnscope_test(unit_model
  SOURCES model/collection_test.cc model/data_model_test.cc model/entity_types_test.cc model/joins_test.cc
    model/operations_test.cc model/outputs_test.cc model/readings_test.cc model/regions_test.cc
    model/value_path_test.cc
  ROOMS base document policy report catalog model)
