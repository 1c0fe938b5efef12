import { createLink } from '@tanstack/react-router';
import { Button } from 'antd';

/** A button that leads to another page: a real link, so that it can be opened beside and copied. */
export const LinkButton = createLink(Button);
