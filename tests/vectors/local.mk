# Cases for tests/conform. device/, settings.json and deletion.json were taken from the published integrations and the
# published settings schema; device-own.json was worked out by hand from their documentation.
EXTRA_DIST += tests/vectors/deletion.json tests/vectors/device-own.json tests/vectors/settings.json \
	tests/vectors/device/android-identify.json tests/vectors/device/android-track.json \
	tests/vectors/device/androidKotlin-identify.json tests/vectors/device/androidKotlin-track.json \
	tests/vectors/device/core-consent.json tests/vectors/device/core-filtering.json \
	tests/vectors/device/core-integrations-object.json tests/vectors/device/documentation-samples.json \
	tests/vectors/device/ecommerce-android.json tests/vectors/device/ecommerce-androidKotlin.json \
	tests/vectors/device/ecommerce-ios.json tests/vectors/device/ecommerce-iosSwift.json \
	tests/vectors/device/ecommerce-web.json tests/vectors/device/ios-identify.json tests/vectors/device/ios-track.json \
	tests/vectors/device/iosSwift-identify.json tests/vectors/device/iosSwift-track.json \
	tests/vectors/device/mobile-init.json tests/vectors/device/routing.json tests/vectors/device/web-identify.json \
	tests/vectors/device/web-init.json tests/vectors/device/web-track.json

# Cases for tests/compare: what RudderStack's transformer answered to generated inputs; those of cloud-own.jsonl were worked out by
# hand.
EXTRA_DIST += tests/vectors/differential.jsonl tests/vectors/cloud-own.jsonl
