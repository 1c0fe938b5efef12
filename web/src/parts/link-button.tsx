import { createLink } from '@tanstack/react-router';
import { Button } from 'antd';

/**
 * A real link that looks like a button: opens in a new tab, can be copied, one stop of the Tab key. Its look is set by
 * `color` and `variant`; the router keeps `type` for itself.
 */
export const LinkButton = createLink(Button);
