// LambdaModel
