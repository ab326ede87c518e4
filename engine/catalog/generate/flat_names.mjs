// Resource types whose names hold no `/`, so that what has one is of another type: `arn:aws:s3:::b/k` is an object
// and no bucket. By ARN pattern, since several services list the same resource. Only where AWS documents the name's
// characters, and only where another type's pattern begins with this one's.
export const flatNames = new Map([
  ['arn:*:s3:::*', 'Amazon S3 User Guide, "General purpose bucket naming rules"'],
  ['arn:*:s3express:*:*:bucket/*', 'Amazon S3 User Guide, "Directory bucket naming rules"'],
  ['arn:*:s3express:*:*:accesspoint/*', 'Amazon S3 User Guide, "Access points naming rules"'],
  ['arn:*:s3:*:*:accesspoint/*', 'Amazon S3 User Guide, "Access points naming rules"'],
  ['arn:*:s3::*:accesspoint/*', 'Amazon S3 User Guide, "Multi-Region Access Point naming rules"'],
  ['arn:*:s3-object-lambda:*:*:accesspoint/*', 'Amazon S3 User Guide, "Access points naming rules"'],
  ['arn:*:s3-outposts:*:*:outpost/*/bucket/*', 'Amazon S3 on Outposts User Guide, "Working with S3 on Outposts buckets"'],
  ['arn:*:s3tables:*:*:bucket/*', 'Amazon S3 User Guide, "Naming rules for table buckets"'],
  ['arn:*:s3vectors:*:*:bucket/*', 'Amazon S3 User Guide, "Vector bucket naming rules"'],
  ['arn:*:dynamodb:*:*:table/*', 'Amazon DynamoDB Developer Guide, "Supported data types and naming rules"'],
]);
